// The sealing half of the page: no UI, no storage, no network. Follows records/seal/FORMAT.md.

export { breath } from "./breath.js";
export { type Bytes, type Json, b64u, canonicalJson, fromB64u, hex, randomBytes, sha256, utf8 } from "./bytes.js";
export { type Frame, type FrameKind, type SealedRequest, type TurnRequest, frameJson, openFrames, sealRequest } from "./channel.js";
export { type AdmissionKey, type Blinding, beginToken } from "./blind.js";
export {
  type Directory,
  type DirectoryPolicy,
  type Environment,
  type KeyRef,
  type NodeEntry,
  type Receipt,
  type SeenCertificate,
  type VerifiedDirectory,
  keyBytes,
  liveNodes,
  verifyDirectory,
  verifyReceipt,
} from "./directory.js";
export {
  type AttachmentHeader,
  type EnvelopeHeader,
  type EssentialsHeader,
  type IdentityHeader,
  type MessageHeader,
  type OpenedEnvelope,
  type PhoneHeader,
  type RecordHeader,
  type ReplyHeader,
  envelopeDigest,
  idempotencyKey,
  openEnvelope,
  parseHeader,
  sealEnvelope,
} from "./envelope.js";
export { type SeenHead } from "./log.js";
export { type Grant, commitmentOf, newGrant } from "./essentials.js";
export { type ShareLink, type SharePackage, type Shared, linkOf, linkText, openAnswer, openShare, proofOf, sealShare } from "./share.js";
export { CannotOpen, CannotSeal, REASONS, type Reason } from "./errors.js";
export { type MailboxKey, type SuiteId, agreement, exportMailboxKey, generateMailboxKey, importMailboxKey, keyId, rootFingerprint } from "./suite.js";
