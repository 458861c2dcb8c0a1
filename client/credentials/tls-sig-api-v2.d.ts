declare module 'tls-sig-api-v2' {
  class Api {
    constructor(sdkAppId: number, secretKey: string);
    genUserSig(identifier: string, expireSeconds: number): string;
  }
  const exported: { Api: typeof Api };
  export default exported;
}
