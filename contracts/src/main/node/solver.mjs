// Z3 (as WebAssembly, from npm) in a thread of its own, for the compiler asks and cannot wait for a
// promise: questions in SMT-LIB come as messages, answers go into memory both threads see.
import { parentPort, workerData } from "node:worker_threads";
import { init } from "z3-solver";

const { signal, answer } = workerData;
const { Z3 } = await init();

async function solve(question) {
  const context = Z3.mk_context(Z3.mk_config());
  try {
    return await Z3.eval_smtlib2_string(context, question);
  } catch {
    return "unknown\n";
  } finally {
    Z3.del_context(context);
  }
}

parentPort.on("message", async (question) => {
  const { written } = new TextEncoder().encodeInto(await solve(question), new Uint8Array(answer));
  const state = new Int32Array(signal);
  Atomics.store(state, 1, written);
  Atomics.store(state, 0, 1);
  Atomics.notify(state, 0);
});
