// Run in the page of `editor.mjs`: the file system of its origin, which stands in for a folder of the machine.

// Writes files, by path and as Base64.
export async function fill(files) {
  const root = await navigator.storage.getDirectory();
  // The editor takes a folder for a repository if it has this.
  await root.getDirectoryHandle(".git", { create: true });
  for (const [path, bytes] of files) {
    const names = path.split("/");
    let folder = root;
    for (const name of names.slice(0, -1)) folder = await folder.getDirectoryHandle(name, { create: true });
    const file = await folder.getFileHandle(names.at(-1), { create: true });
    const stream = await file.createWritable();
    await stream.write(Uint8Array.from(atob(bytes), (char) => char.charCodeAt(0)));
    await stream.close();
  }
}

// Returns all files.
export async function readAll() {
  const files = [];
  const walk = async (folder, start) => {
    for await (const [name, handle] of folder.entries()) {
      if (name == ".git") continue;
      if (handle.kind == "directory") await walk(handle, `${start}${name}/`);
      else {
        const bytes = new Uint8Array(await (await handle.getFile()).arrayBuffer());
        files.push([start + name, btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(""))]);
      }
    }
  };
  await walk(await navigator.storage.getDirectory(), "");
  return files;
}
