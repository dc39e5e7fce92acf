// Times in words.

/** A time in seconds since 1970, as people read it. */
export const when = (time) => `${new Date(time * 1000).toISOString().replace("T", " ").slice(0, 19)} UTC`;
