/** What the codes of the operating system mean to someone who named a file, each with a remedy. */
const sentences: Readonly<Record<string, string>> = {
  ENOENT: 'there is no such file; check the path',
  ENOTDIR: 'a part of its path is a file, not a folder; check the path',
  EISDIR: 'it is a folder; name a file',
  EACCES: 'permission denied; check its owner and mode',
  EPERM: 'the system does not permit it; check its owner and mode',
  EROFS: 'the file system is read-only; choose another place',
  ENOSPC: 'the disk is full; free some space',
  EDQUOT: 'the quota is used up; free some space',
  ELOOP: 'its symbolic links form a circle; check the path',
  ENAMETOOLONG: 'the path is too long; choose a shorter one',
  EMFILE: 'too many files are open; raise the limit (ulimit -n)',
  ENFILE: 'too many files are open; raise the limit of the system',
  ENXIO: 'nothing serves it (a socket or a device); name a file or a pipe',
  ERR_INVALID_ARG_VALUE: 'the path holds a NUL character; check the path',
};

/** An error of a system call on a file as a sentence with a remedy, and the code for those who search for it. */
export function systemErrorInWords(error: unknown): string {
  const { code } = error as NodeJS.ErrnoException;
  if (code === undefined) return 'the system gave no reason';
  const sentence = Object.hasOwn(sentences, code) ? sentences[code] : undefined;
  return sentence === undefined ? `the system says ${code}` : `${sentence} (${code})`;
}
