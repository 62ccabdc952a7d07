/** Most user threads of all groups, pools and spawns together. A trace numbers them with 23 bits. */
export const MAX_THREADS = 4_000_000;
/** Priorities lie in −MAX_PRIORITY … MAX_PRIORITY. */
export const MAX_PRIORITY = 1_000;
