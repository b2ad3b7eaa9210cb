// Refuses a Node that is too old for `npm start` and `npm test`. Loaded with `node -r` before bootstrap.mjs is parsed; its
// syntax is that of Node 6.
'use strict';

const required = 18;
const version = process.versions.node;

if (Number(version.split('.')[0]) < required) {
  console.error(`Node ${required} or later is required to install the toolchain of this repository; this is Node ${version}.
Install a newer one from https://nodejs.org, or with a version manager such as nvm: \`nvm install 24\`.`);
  process.exit(1);
}
