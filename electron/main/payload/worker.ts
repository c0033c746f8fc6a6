/** The check on a thread of its own: reading and hashing the backend's executable would hold up the window. */
import { parentPort, workerData } from 'node:worker_threads';
import { checkPayload, type Order } from './check';

// To Electron an ASAR is a folder; here it is the file that was signed.
process.noAsar = true;
parentPort?.postMessage(checkPayload(workerData as Order));
