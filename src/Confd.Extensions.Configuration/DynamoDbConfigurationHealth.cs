namespace Confd.Extensions.Configuration;

/// <summary>Whether the table of a <see cref="DynamoDbConfigurationProvider"/> can be read.</summary>
/// <param name="Table">The table's name or ARN.</param>
/// <param name="IsReadable">True if the last attempt went well; false before the first one.</param>
/// <param name="Since">Since when that is so.</param>
/// <param name="LastRead">When the table was read last, or a change of it; null: it never was, and there are no settings.</param>
public sealed record DynamoDbConfigurationHealth(string Table, bool IsReadable, DateTimeOffset Since, DateTimeOffset? LastRead);
