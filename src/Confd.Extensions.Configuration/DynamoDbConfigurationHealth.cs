namespace Confd.Extensions.Configuration;

/// <summary>Whether the table of a <see cref="DynamoDbConfigurationProvider"/> can be read.</summary>
/// <param name="Table">The table's name or ARN.</param>
/// <param name="IsReadable">True if the last attempt succeeded, and no request fails at the moment; false before the first one.</param>
/// <param name="Since">Since when <paramref name="IsReadable"/> has its value.</param>
/// <param name="LastRead">When the table, or a change of it, was last read; null: never, and there are no settings.</param>
public sealed record DynamoDbConfigurationHealth(string Table, bool IsReadable, DateTimeOffset Since, DateTimeOffset? LastRead);
