// How each contract lays out its storage. The repository keeps it, so that no variable moves, grows or
// changes its type unseen: tools that read slots, and proofs over them, rely on it.
// `node src/main/node/layouts.mjs` writes it as it is now.
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { contracts, forge, installPackages, root, succeed } from "./tools.mjs";

const kept = join(root, "src", "test", "snapshots", "storage.json");

/** Slot, byte in it, type and name; no ids of the compiler's, which change with any other source. */
function placed({ slot, offset, type, label }, types) {
  return `${slot}.${offset} ${types[type].label} ${label}`;
}

function layoutOf(name) {
  const artifact = join(root, "target", "forge", `${name}.sol`, `${name}.json`);
  const { storage, types } = JSON.parse(readFileSync(artifact, "utf8")).storageLayout;
  const structs = Object.values(types ?? {})
    .filter(({ members }) => members)
    .map(({ label, members }) => [label, members.map((member) => placed(member, types))])
    .sort(([one], [other]) => (one < other ? -1 : 1));
  return { variables: storage.map((variable) => placed(variable, types)), ...Object.fromEntries(structs) };
}

function layouts() {
  return Object.fromEntries(contracts.map((name) => [name, layoutOf(name)]));
}

/** One line a contract whose layout is not what the repository keeps. */
export function otherLayouts() {
  const keeps = JSON.parse(readFileSync(kept, "utf8"));
  return Object.entries(layouts())
    .filter(([name, layout]) => JSON.stringify(layout) !== JSON.stringify(keeps[name]))
    .map(([name]) => `the storage of ${name} is not laid out as storage.json keeps it`);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  installPackages();
  succeed(forge(["build", "--quiet"], ["ignore", "inherit", "inherit"]));
  writeFileSync(kept, JSON.stringify(layouts(), null, 2) + "\n");
}
