using Confd.Shared;

namespace Confd.DynamoDb.Reading;

/// <summary>One item that has a value attribute.</summary>
/// <param name="Key">The full key, such as <c>/app/db/host</c>.</param>
/// <param name="Value">The value in UTF-8; empty where <see cref="IsText"/> is false.</param>
public readonly record struct KeyItem(string Key, ReadOnlyMemory<byte> Value)
{
    /// <summary>The value if it is not text; null where it is text.</summary>
    /// <remarks>One reference, because a table has many items and few of other types.</remarks>
    public OtherValue? Other { get; init; }

    /// <summary>False where the value is not of DynamoDB's type <c>S</c>: such an item counts as present but has no usable
    /// value.</summary>
    public bool IsText => Other is null;

    /// <summary>Its approximate size in memory, in bytes.</summary>
    internal long Weight => ByteBudget.Weigh(Key, Value.Length);
}
