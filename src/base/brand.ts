/** A nominal type: a `Base` that can't be mixed up with another brand of the same base. */
export type Brand<Base, Name extends string> = Base & { readonly __brand: Name };
