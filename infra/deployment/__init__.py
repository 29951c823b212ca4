"""Deploys Ateliers to AWS: the program behind `infra/deploy`.

`cli` reads the arguments. `deploy` has the commands about releases, such as `rollback`. They share `publication`, which makes
a release live in an order that never shows a visitor a page whose files or functions are missing. `mail` is the command that
compares DNS and SES with what mails need. The rest, from pure to outside:

- `settings`: deploy.toml;
- `site_files`: the files that the generator wrote;
- `difference`, `lost`: what of them has to change, and which workshops would be lost;
- `release`: the record of a release;
- `record`: a record of DNS;
- `origin_secret`: the secret between CloudFront and the API;
- `wanted`, `build`: the stacks as they should be, and what is built for them;
- `storage`, `lock`: the buckets, the records in them and the lock;
- `stacks`, `edge_stack`, `functions`, `edge`, `account`: CloudFormation, what of it is in us-east-1, Lambda, CloudFront, and
  what an account still lacks;
- `report`: what is printed.
"""
