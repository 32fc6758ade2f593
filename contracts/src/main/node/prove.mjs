// Has the compiler's model checker prove the assertions of Proofs.sol, each a question to Z3: one line
// an assertion that is not proved, then "proofs: 9 assertions proved". The contract WrongProof is the
// control: each of its assertions must be refuted, or the checker would take anything for proved.
import { existsSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { Worker } from "node:worker_threads";
import { installPackages, root } from "./tools.mjs";

const source = "src/test/solidity/proofs/Proofs.sol";
const control = "WrongProof";

/** The longest a question may take before it counts as not answered, in milliseconds. */
const patience = 60_000;

/** Codes of what the checker says of an assertion: safe; violated; perhaps violated; not answered. */
const SAFE = "2961";
const VIOLATED = "4661";

function startSolver() {
  const signal = new SharedArrayBuffer(8);
  const answer = new SharedArrayBuffer(1 << 20);
  const worker = new Worker(new URL("solver.mjs", import.meta.url), { workerData: { signal, answer } });
  const state = new Int32Array(signal);
  const ask = (question) => {
    Atomics.store(state, 0, 0);
    worker.postMessage(question);
    if (Atomics.wait(state, 0, 0, patience) === "timed-out") {
      return { error: `no answer in ${patience} ms` };
    }
    return { contents: Buffer.from(new Uint8Array(answer, 0, Atomics.load(state, 1))).toString() };
  };
  return { ask, stop: () => worker.terminate() };
}

function imported(path) {
  const mapped = path.replace(/^contracts\//, "src/main/solidity/");
  const places = [join(root, mapped), join(root, "node_modules", path)];
  const place = places.find(existsSync);
  return place ? { contents: readFileSync(place, "utf8") } : { error: `there is no ${path}` };
}

/** What the checker says, of the lines that assert: the bounded engine takes each function from every state. */
function check(text, contracts, ask) {
  const solc = createRequire(import.meta.url)("solc");
  const input = {
    language: "Solidity",
    sources: { [source]: { content: text } },
    settings: {
      outputSelection: {},
      modelChecker: {
        engine: "bmc",
        targets: ["assert"],
        solvers: ["smtlib2"],
        contracts: { [source]: contracts },
        showProvedSafe: true,
        showUnproved: true,
      },
    },
  };
  const output = JSON.parse(solc.compile(JSON.stringify(input), { import: imported, smtSolver: ask }));
  const failed = output.errors.filter(({ severity }) => severity === "error");
  if (failed.length > 0) {
    throw new Error(failed.map(({ formattedMessage }) => formattedMessage).join("\n"));
  }
  return output.errors
    .filter(({ sourceLocation: place }) => place?.file === source)
    .map(({ errorCode, sourceLocation: { start, end } }) => ({ errorCode, said: text.slice(start, end) }))
    .filter(({ said }) => said.startsWith("assert("));
}

/** The assertions in a contract's text, to know that none was passed over. */
function assertions(text, contract) {
  const body = text.slice(text.indexOf(`contract ${contract} `));
  return body.slice(0, body.indexOf("\n}\n")).match(/^ *assert\(/gm).length;
}

/** Whether everything is proved, and the control refuted. */
export function prove() {
  const text = readFileSync(join(root, source), "utf8");
  const proofs = [...text.matchAll(/^contract (\w+Proof) /gm)].map(([, name]) => name).filter((name) => name !== control);
  const solver = startSolver();
  try {
    const results = check(text, proofs, solver.ask);
    const refuted = check(text, [control], solver.ask).filter(({ errorCode }) => errorCode === VIOLATED);
    const proved = results.filter(({ errorCode }) => errorCode === SAFE);
    results.filter(({ errorCode }) => errorCode !== SAFE).forEach(({ said }) => console.error(`not proved: ${said}`));
    const expected = proofs.reduce((sum, name) => sum + assertions(text, name), 0);
    const sound = refuted.length === assertions(text, control);
    console.log(`proofs: ${proved.length} of ${expected} assertions proved, the control ${sound ? "refuted" : "not refuted"}`);
    return sound && proved.length === expected;
  } finally {
    solver.stop();
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  installPackages();
  process.exit(prove() ? 0 : 1);
}
