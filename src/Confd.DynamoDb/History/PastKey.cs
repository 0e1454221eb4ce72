using System.Text.Json;

namespace Confd.DynamoDb.History;

/// <summary>The state of a key at one moment, for a key that has changed since.</summary>
/// <param name="State">The state.</param>
/// <param name="Item">All attributes of its item at that time, in DynamoDB's JSON; null where there was none or they are unknown.</param>
/// <param name="NewestItem">The newest known item since then, also of a deleted one.</param>
public readonly record struct PastKey(KeyState State, JsonElement? Item, JsonElement? NewestItem);
