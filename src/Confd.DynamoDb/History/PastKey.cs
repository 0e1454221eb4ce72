using System.Text.Json;

namespace Confd.DynamoDb.History;

/// <summary>What a key was at one moment, of one that has changed since.</summary>
/// <param name="State">What it was.</param>
/// <param name="Item">All attributes of its item then, in DynamoDB's JSON; null where there was none or they are unknown.</param>
/// <param name="NewestItem">The newest item that is known since then, also of one that is gone.</param>
public readonly record struct PastKey(KeyState State, JsonElement? Item, JsonElement? NewestItem);
