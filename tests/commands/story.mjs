// The whole story in JavaScript: node story.mjs NODE_MODULES json|cbor
import assert from "node:assert/strict";
import { createRequire } from "node:module";
import { setTimeout } from "node:timers/promises";

const require = createRequire(`${process.argv[2]}/`);
const sdk = require("@aws-sdk/client-appstream");
const options = {};
if (process.argv[3] === "cbor") {
  options.protocol = require("@aws-sdk/core/protocols").AwsSmithyRpcV2CborProtocol;
}
const virginia = new sdk.AppStreamClient({ ...options, region: "us-east-1" });
const oregon = new sdk.AppStreamClient({ ...options, region: "us-west-2" });

const sent = new Set();
virginia.middlewareStack.add(
  (next) => (args) => {
    sent.add(args.request.headers["content-type"]);
    return next(args);
  },
  { step: "finalizeRequest" },
);

const name = `golden-${process.argv[3]}`;
const { DestinationImageName } = await virginia.send(new sdk.CopyImageCommand({
  SourceImageName: "golden", DestinationImageName: name, DestinationRegion: "us-west-2",
}));
assert.equal(DestinationImageName, name);

const states = [];
while (states.at(-1) !== "AVAILABLE") {
  const { Images: [image] } = await oregon.send(new sdk.DescribeImagesCommand({ Names: [name] }));
  assert(image.CreatedTime instanceof Date && Date.now() - image.CreatedTime < 60_000);
  states.push(image.State);
  await setTimeout(50);
}
assert.equal(states[0], "COPYING");

const shown = [];
const pages = sdk.paginateDescribeImages({ client: virginia, pageSize: 5 }, { Type: "PUBLIC" });
for await (const page of pages) shown.push(...page.Images.map((image) => image.Name));
assert.equal(shown.length, new Set(shown).size);
assert(shown.length > 10);

const golden = "arn:aws:appstream:us-east-1:123456789012:image/golden";
await virginia.send(new sdk.TagResourceCommand({ ResourceArn: golden, Tags: { [name]: "x" } }));
await assert.rejects(
  oregon.send(new sdk.DeleteImageCommand({ Name: "missing" })),
  (error) => error instanceof sdk.ResourceNotFoundException
    && error.message === "The image missing for account 123456789012 does not exist.",
);
await assert.rejects(
  virginia.send(new sdk.DeleteImageCommand({ Name: "golden" })),
  (error) => error instanceof sdk.ResourceInUseException && error.message.includes("production"),
);
await assert.rejects(virginia.send(new sdk.DeleteImageCommand({})), { name: "ValidationException" });

// A roll-out: the fleet moves to the copy, starts, and the image that it had is deleted.
const fleet = `fleet-${process.argv[3]}`;
await oregon.send(new sdk.CopyImageCommand({
  SourceImageName: name, DestinationImageName: `old-${name}`, DestinationRegion: "us-west-2",
}));
let copied;
while (copied !== "AVAILABLE") {
  await setTimeout(100);
  const found = await oregon.send(new sdk.DescribeImagesCommand({ Names: [`old-${name}`] }));
  copied = found.Images[0].State;
}
await oregon.send(new sdk.CreateFleetCommand({
  Name: fleet, ImageName: `old-${name}`, InstanceType: "stream.standard.medium",
  ComputeCapacity: { DesiredInstances: 1 },
}));
await oregon.send(new sdk.UpdateFleetCommand({ Name: fleet, ImageName: name }));
await oregon.send(new sdk.StartFleetCommand({ Name: fleet }));
await sdk.waitUntilFleetStarted(
  { client: oregon, minDelay: 1, maxDelay: 1, maxWaitTime: 20 }, { Names: [fleet] },
);
const { Image: old } = await oregon.send(new sdk.DeleteImageCommand({ Name: `old-${name}` }));
assert.equal(old.Name, `old-${name}`);
await oregon.send(new sdk.StopFleetCommand({ Name: fleet }));
await sdk.waitUntilFleetStopped(
  { client: oregon, minDelay: 1, maxDelay: 1, maxWaitTime: 20 }, { Names: [fleet] },
);
await oregon.send(new sdk.DeleteFleetCommand({ Name: fleet }));

const { Image } = await oregon.send(new sdk.DeleteImageCommand({ Name: name }));
assert.equal(Image.Name, name);
assert.deepEqual((await oregon.send(new sdk.DescribeImagesCommand({ Type: "PRIVATE" }))).Images, []);

console.log([...sent].join());
