/** Trouble with updates in English: what happened and why, and what to do. */
import type { ManualReason, OffReason, UpdateTrouble } from '../updates/trouble';
import type { TroubleWords } from './troubleEn';

const REFUSED =
  'Nothing was changed. Try again later; if it stays like this, tell the publisher, for somebody may be tampering with the updates.';
const LATER = 'Nothing was changed. Try again later.';
const STAYS = 'This version stays in place and goes on working.';
const BY_HAND = 'Get the new version from the website and replace this one.';

export const updateWordsEn: Record<UpdateTrouble | OffReason | ManualReason, TroubleWords> = {
  unsigned: { message: 'The list of updates carries no signature, so it was not believed.', remedy: REFUSED },
  'malformed-signature': {
    message: 'The signature of the list of updates cannot be read, so the list was not believed.',
    remedy: REFUSED,
  },
  'unknown-key': {
    message: 'The list of updates is signed by somebody this version does not know, so it was not believed.',
    remedy:
      'Nothing was changed. If this version is very old, get the new one from the website; else tell the publisher.',
  },
  tampered: {
    message: 'The list of updates was changed after it was signed, so it was not believed.',
    remedy: REFUSED,
  },
  'too-large': { message: 'The list of updates is far too large, so it was not read.', remedy: REFUSED },
  malformed: { message: 'The list of updates is signed, but not complete.', remedy: LATER },
  'wrong-format': {
    message: 'The list of updates is written in a way that this version does not know.',
    remedy: BY_HAND,
  },
  'wrong-app': { message: 'The list of updates is that of another application.', remedy: REFUSED },
  'wrong-file': { message: 'The list of updates is that of another system.', remedy: REFUSED },
  'wrong-channel': { message: 'The list of updates is that of another channel.', remedy: REFUSED },
  'test-identity': { message: 'The list of updates was made for a test, so it was not believed.', remedy: REFUSED },
  'issued-in-future': {
    message: 'The list of updates comes from the future.',
    remedy: 'Look whether the date of this machine is right, then try again.',
  },
  expired: {
    message: 'The list of updates is out of date, so it was not believed.',
    remedy: 'Look whether the date of this machine is right. If it is, try again in a few days.',
  },
  replayed: { message: 'The list of updates is older than one that was seen before.', remedy: REFUSED },
  replaced: { message: 'The list of updates differs from the one that was seen under its number.', remedy: REFUSED },
  downgrade: {
    message: 'The version that is offered is older than this one, so it was refused.',
    remedy: 'There is nothing to do: the next newer version will be offered.',
  },
  'foreign-url': { message: 'The list of updates leads to another place than its own.', remedy: REFUSED },
  'no-checksum': { message: 'The list of updates does not say what its files contain.', remedy: REFUSED },
  'feed-missing': { message: 'The publisher has no list of updates for this channel and system.', remedy: LATER },
  'led-away': { message: 'The site of the updates leads to another site, which was not followed.', remedy: REFUSED },
  unreachable: {
    message: 'The site of the updates could not be reached.',
    remedy: 'Look whether the internet can be reached, then try again.',
  },
  'download-broken': {
    message: 'The download broke off.',
    remedy: `${STAYS} Look whether the internet can be reached, then try again.`,
  },
  'download-stalled': { message: 'The download brought nothing for a minute, so it was ended.', remedy: LATER },
  'download-too-large': { message: 'More came than the signed list says, so the download was ended.', remedy: REFUSED },
  checksum: {
    message: 'The downloaded file is not the one that the publisher signed. It was thrown away.',
    remedy: `${STAYS} Try again; if it stays like this, tell the publisher.`,
  },
  'disk-full': { message: 'The disk is full.', remedy: `${STAYS} Free some space, then try again.` },
  'not-signed-by-publisher': {
    message: 'The installer does not carry the signature of the publisher, so it was not run.',
    remedy: `${STAYS} Tell the publisher.`,
  },
  'not-permitted': {
    message: 'The system did not permit the installation.',
    remedy: `${STAYS} Try again and enter the password, or ask who looks after this machine.`,
  },
  'not-installed': {
    message: 'The new version could not be put in place.',
    remedy: `${STAYS} Try again, or get the new version from the website. The log says more.`,
  },
  'backend-still-running': {
    message: 'The agent did not end in time, so nothing was replaced.',
    remedy: `${STAYS} Quit, start again, and try once more.`,
  },
  'no-feed': { message: 'This application does not look for updates.', remedy: 'New versions are on the website.' },
  'no-keys': {
    message: 'This application has no key by which updates could be checked, so it looks for none.',
    remedy: 'New versions are on the website.',
  },
  'bad-address': {
    message: 'The address of the updates that was built in cannot be used.',
    remedy: 'New versions are on the website.',
  },
  'policy-forbids': {
    message: 'Who looks after this machine has turned updates off.',
    remedy: 'Ask them for a new version.',
  },
  'policy-unreadable': {
    message: 'There is a policy for this machine, but it cannot be read, so updates are off.',
    remedy: 'Ask who looks after this machine; the log says where it is.',
  },
  'source-tree': { message: 'This runs from its source tree.', remedy: 'Get the new version with the sources.' },
  'unpacked-archive': {
    message: 'This copy was unpacked from an archive, which cannot replace itself.',
    remedy: 'Get the new archive from the website, or an installer, which updates itself.',
  },
  'read-only-appimage': {
    message: 'The AppImage or its folder cannot be written to, so it cannot be replaced.',
    remedy: 'Move it to a folder of your own and start it there, or get the new one from the website.',
  },
  translocated: {
    message: 'macOS runs this application from a place of its own, because it was never moved since its download.',
    remedy: 'Quit, move the application to the folder Applications, and start it there.',
  },
  'not-in-applications': {
    message: 'This application does not lie in the folder Applications.',
    remedy: 'Quit, move it to the folder Applications, and start it there.',
  },
  'read-only-folder': {
    message: 'This application lies where you may not write.',
    remedy: 'Ask who looks after this machine to install the new version.',
  },
};
