namespace Confd.DynamoDb.Journal;

/// <summary>One write of one key that is about to happen.</summary>
/// <param name="Key">The key.</param>
/// <param name="Value">The new value; null where the key is deleted. Only a part of its hash is kept, to tell this change from those of
/// others.</param>
public readonly record struct KeyWrite(string Key, string? Value);
