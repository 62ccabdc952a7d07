import { DETAIL_BITS } from "./events.ts";

/** Bits of a record's word that hold the code; the detail has the other 24. */
const CODE_BITS = 32 - DETAIL_BITS;
const CODE_MASK = 2 ** CODE_BITS - 1;

/** Packs a code (0 … 255) and a detail (24 bits, signed) into a record's second 32-bit word. */
export const packWord = (code: number, detail: number): number => (detail << CODE_BITS) | code;

/** The event code in a record's word. */
export const wordCode = (word: number): number => word & CODE_MASK;

/** The signed detail in a record's word. */
export const wordDetail = (word: number): number => word >> CODE_BITS;

/** Whether a detail survives the packing: an integer of at most 24 bits, sign included. */
export const detailFits = (detail: number): boolean => (detail << CODE_BITS) >> CODE_BITS === detail;
