/** Where the policy of a machine is written. */
export interface PolicyPlace {
  /** For the log. */
  name: string;
  /** What an administrator has written there; undefined when nobody has. Throws when nobody can tell. */
  read: () => unknown;
}
