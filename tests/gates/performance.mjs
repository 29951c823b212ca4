// Lighthouse's score for performance. Not among the checks of every change, because it depends on the machine.
export { checkPerformance as check } from "./lighthouse.mjs";
