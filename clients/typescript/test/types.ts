// Read by the compiler alone (`npm run check`): what it must take, and what it must refuse.

import { Dapei } from "../src/index.js";
import type { Item, RelatedItem, RelationKind } from "../src/index.js";

export async function taken(dapei: Dapei): Promise<string> {
  const item: Item = await dapei.item("tea");
  const price: number | null = item.price;
  const related: RelatedItem[] = (await dapei.related("tea", { relations: ["hot"], filter: { brand: ["Acme"] } })).related;
  const kind: RelationKind | undefined = related[0]?.relation;
  const { suggestions } = await dapei.suggest({ cart: ["tea"], stage: "deciding", limit: 3 });
  return `${price} ${kind} ${suggestions[0]?.suggestion_id} ${suggestions[0]?.evidence.at_least}`;
}

export async function refused(dapei: Dapei): Promise<void> {
  // @ts-expect-error No such kind.
  await dapei.related("tea", { relations: ["warm"] });
  // @ts-expect-error No such field.
  await dapei.suggest({ carts: ["tea"] });
  // @ts-expect-error No such stage.
  await dapei.suggest({ cart: ["tea"], stage: "asleep" });
  // @ts-expect-error An answer's price may be unknown.
  const price: number = (await dapei.item("tea")).price;
  void price;
  // @ts-expect-error No address.
  new Dapei({});
}
