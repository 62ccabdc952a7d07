import { NS_PER_US } from "../../base/time.ts";
import type { WriteBytes } from "../../trace/spilling-recorder.ts";

/** So many bytes are handed on at once: enough that calls cost nothing, too few to matter as memory. */
const BUFFER_BYTES = 1 << 18;
/** More than any number takes: a double's 16 digits, a point, a sign. */
const NUMBER_BYTES = 24;
const ZERO = "0".charCodeAt(0);
const POINT = ".".charCodeAt(0);
const MINUS = "-".charCodeAt(0);
const LAST_ASCII = 0x7f;
const TEN = 10;
const HUNDRED = 100;
/** Largest power of ten whose multiples by a digit fit 32 bits, in which integers are fast. */
const BILLION = 1e9;
const BILLION_DIGITS = 9;

/**
 * Text put together byte by byte and handed on in large pieces: several times as fast as strings, with memory that
 * its length has no part in. Fixed parts are bytes that were encoded once ({@link bytesOf}).
 */
export class ByteWriter {
  readonly #write: WriteBytes;
  readonly #buffer = new Uint8Array(BUFFER_BYTES);
  #used = 0;

  constructor(write: WriteBytes) {
    this.#write = write;
  }

  bytes(bytes: Uint8Array): void {
    const { length } = bytes;
    if (this.#used + length > BUFFER_BYTES) {
      this.flush();
      if (length > BUFFER_BYTES) {
        this.#write(bytes);
        return;
      }
    }
    const buffer = this.#buffer;
    let place = this.#used;
    // Most are a dozen bytes long, for which a loop is faster than a call of `set`.
    for (let i = 0; i < length; i += 1) {
      buffer[place] = bytes[i] as number;
      place += 1;
    }
    this.#used = place;
  }

  text(text: string): void {
    if (this.#used + text.length > BUFFER_BYTES) this.flush();
    if (text.length > BUFFER_BYTES || !this.#ascii(text)) this.bytes(bytesOf(text));
  }

  /** An integer that is safe, in decimal. */
  integer(value: number): void {
    this.#reserve();
    if (value < 0) {
      this.#buffer[this.#used] = MINUS;
      this.#used += 1;
    }
    this.#digits(Math.abs(value));
  }

  /** A time in ns as microseconds with three decimals, exactly: nothing is divided that could be rounded. */
  microseconds(ns: number): void {
    this.#reserve();
    let whole = Math.floor(ns / NS_PER_US);
    let rest = ns - whole * NS_PER_US;
    // The quotient may have been rounded up to the next integer.
    if (rest < 0) {
      whole -= 1;
      rest += NS_PER_US;
    }
    this.#digits(whole);
    const buffer = this.#buffer;
    const place = this.#used;
    const tenths = (rest / TEN) | 0;
    const hundreds = (rest / HUNDRED) | 0;
    buffer[place] = POINT;
    buffer[place + 1] = ZERO + hundreds;
    buffer[place + 2] = ZERO + tenths - hundreds * TEN;
    buffer[place + 3] = ZERO + rest - tenths * TEN;
    this.#used = place + 4;
  }

  /** Hands on what is there. */
  flush(): void {
    if (this.#used === 0) return;
    this.#write(this.#buffer.subarray(0, this.#used));
    this.#used = 0;
  }

  /** Names are short and mostly ASCII, for which no encoder is needed. False, and nothing written, where there is more. */
  #ascii(text: string): boolean {
    const buffer = this.#buffer;
    const { length } = text;
    for (let i = 0; i < length; i += 1) {
      const code = text.charCodeAt(i);
      if (code > LAST_ASCII) return false;
      buffer[this.#used + i] = code;
    }
    this.#used += length;
    return true;
  }

  #reserve(): void {
    if (this.#used + NUMBER_BYTES > BUFFER_BYTES) this.flush();
  }

  /** `value` is an integer, 0 … 2^53 − 1. */
  #digits(value: number): void {
    if (value < BILLION) {
      this.#smallDigits(value | 0, 1);
      return;
    }
    const high = Math.floor(value / BILLION);
    this.#smallDigits(high, 1);
    this.#smallDigits(value - high * BILLION, BILLION_DIGITS);
  }

  /** `value` fits 31 bits; zeros lead where it has fewer digits than `least`. */
  #smallDigits(value: number, least: number): void {
    let count = 1;
    for (let bound = TEN; count < BILLION_DIGITS && value >= bound; bound *= TEN) count += 1;
    if (count < least) count = least;
    const buffer = this.#buffer;
    let left = value;
    for (let place = this.#used + count - 1; place >= this.#used; place -= 1) {
      const next = (left / TEN) | 0;
      buffer[place] = ZERO + left - next * TEN;
      left = next;
    }
    this.#used += count;
  }
}

/** A text in UTF-8. */
export function bytesOf(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}
