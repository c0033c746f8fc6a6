/** How a process is ended together with all that it started. */

/**
 * `process-group`: the backend leads a group of its own, and a signal to the group reaches everybody in it.
 *
 * `job-object`: Windows knows neither groups nor signals. The backend puts itself into a Job Object that ends with it
 * (backend/server/job_object.py), so that ending the one process ends them all.
 */
export type TreeEnding = 'process-group' | 'job-object';

export function treeEnding(platform: NodeJS.Platform): TreeEnding {
  return platform === 'win32' ? 'job-object' : 'process-group';
}
