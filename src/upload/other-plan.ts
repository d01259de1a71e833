/** Whether a service plan or ZIP code that is asked for is not the one that was sent; where one is not known they cannot differ. */
export function differs(sent: string | undefined, asked: string | undefined): boolean {
  return sent !== undefined && asked !== undefined && sent !== asked;
}
