namespace Confd.DynamoDb.Journal;

/// <summary>An upcoming write of one key.</summary>
/// <param name="Key">The key.</param>
/// <param name="Value">The new value; null where the key is deleted. Only a part of its hash is kept, to distinguish this change from
/// others.</param>
public readonly record struct KeyWrite(string Key, string? Value);
