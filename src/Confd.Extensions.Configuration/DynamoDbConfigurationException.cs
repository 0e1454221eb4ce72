namespace Confd.Extensions.Configuration;

/// <summary>Settings could not be read from a table. The message names the table and states what to do; it contains no values.</summary>
public sealed class DynamoDbConfigurationException : Exception
{
    /// <summary>Creates an exception for a table with its cause.</summary>
    public DynamoDbConfigurationException(string table, string message, Exception? innerException = null)
        : base(message, innerException)
    {
        Table = table;
    }

    /// <summary>The table that could not be read.</summary>
    public string Table { get; }
}
