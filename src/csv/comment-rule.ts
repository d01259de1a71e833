/** Which lines that begin with "#" are comments. */
export interface CommentRule {
  /** Which of them, counted from 0, is the header ("#,IMEI,ICCID"). */
  readonly headerComment: number | undefined;
  /** The header's first column is named "#": what begins with it below is a row ("#1,..."), which must not be lost. */
  readonly hasHashColumn: boolean;
}

/** `nth`: of the lines that begin with "#", from 0. */
export function isCommentLine(nth: number, { headerComment, hasHashColumn }: CommentRule): boolean {
  if (headerComment === undefined) return true;
  return hasHashColumn ? nth < headerComment : nth !== headerComment;
}
