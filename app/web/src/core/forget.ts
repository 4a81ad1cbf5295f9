/** Takes one consultation off the phone. What is still on its way to the doctor stays until it has arrived. */

import type { Delivery, InboxMessage, Mailbox } from "./model";
import type { Change, Shelf } from "./shelf";

export async function forgetConsultation(shelf: Shelf, recordId: string): Promise<void> {
  const deliveries = await shelf.all<Delivery>("deliveries");
  const waiting = new Set(deliveries.filter(({ value }) => value.receivedAtS === null).map(({ value }) => value.key));
  const changes: Change[] = [{ store: "consultations", key: recordId, remove: true }];
  const drop = (store: Change["store"], rows: readonly { key: string; value: { recordId: string } }[]) => {
    for (const { key, value } of rows) {
      if (value.recordId === recordId && !waiting.has(key)) changes.push({ store, key, remove: true });
    }
  };
  drop("messages", await shelf.all<InboxMessage>("messages"));
  drop("mailboxes", await shelf.all<Mailbox>("mailboxes"));
  drop("photos", await shelf.all<{ recordId: string }>("photos"));
  drop("deliveries", deliveries.filter(({ value }) => value.receivedAtS !== null));
  await shelf.write(changes);
}
