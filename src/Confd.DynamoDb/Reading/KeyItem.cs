namespace Confd.DynamoDb.Reading;

/// <summary>One item that has a value attribute.</summary>
/// <param name="Key">The full key, such as <c>/app/db/host</c>.</param>
/// <param name="Value">The value in UTF-8; empty where <paramref name="IsText"/> is false.</param>
/// <param name="IsText">False where the value is not of DynamoDB's type <c>S</c>: such an item counts as present but has no usable
/// value.</param>
public readonly record struct KeyItem(string Key, ReadOnlyMemory<byte> Value, bool IsText)
{
    /// <summary>DynamoDB's type of the value where it is no text: <c>N</c>, <c>BOOL</c>, <c>L</c> and so on; else null.</summary>
    public string? OtherType { get; init; }

    /// <summary>The digits of a number, <c>true</c> or <c>false</c> of a boolean; null for every other type.</summary>
    public string? Scalar { get; init; }
}
