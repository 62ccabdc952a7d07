/** A metadata event of the Trace Event Format: the name of a process, or of a track in it. */
export function nameEvent(process: number, track: number | null, name: string): string {
  const [kind, where] =
    track === null
      ? ["process_name", `"pid":${process}`]
      : ["thread_name", `"pid":${process},"tid":${track}`];
  return `,\n{"ph":"M","name":"${kind}",${where},"args":{"name":${JSON.stringify(name)}}}`;
}
