/**
 * The one generator of seedrandom that is used. Its main entry would do as well, but it loads Node's
 * cryptography to seed generators without a seed, which takes a third of the command's start-up time.
 */
declare module "seedrandom/lib/alea.js" {
  import type { PRNG } from "seedrandom";

  const alea: (seed: string) => PRNG;
  export default alea;
}
