/** A variable that threads share without protection. Its version counts the stores. */
export class Variable {
  readonly id: number;
  value: number;
  version = 0;

  constructor(id: number, value: number) {
    this.id = id;
    this.value = value;
  }
}

/** A list that threads share. Its version counts the changes; unsafe, it may change between a look and a change. */
export class List {
  readonly id: number;
  readonly safe: boolean;
  length: number;
  version = 0;

  constructor(id: number, safe: boolean, length: number) {
    this.id = id;
    this.safe = safe;
    this.length = length;
  }
}
