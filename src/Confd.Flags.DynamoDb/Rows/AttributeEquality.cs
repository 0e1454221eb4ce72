using System.Globalization;
using Amazon.DynamoDBv2.Model;

namespace Confd.Flags.DynamoDb.Rows;

/// <summary>Compares two rows, attribute by attribute.</summary>
internal static class AttributeEquality
{
    /// <summary>True where both have the same attributes with the same values; numbers are compared by value, as DynamoDB changes their
    /// notation.</summary>
    public static bool AreEqual(Dictionary<string, AttributeValue> one, Dictionary<string, AttributeValue> other) =>
        one.Count == other.Count
        && one.All(attribute => other.TryGetValue(attribute.Key, out var value) && AreEqual(attribute.Value, value));

    private static bool AreEqual(AttributeValue one, AttributeValue other) => (one, other) switch
    {
        ({ S: { } text }, { S: { } its }) => text == its,
        ({ N: { } number }, { N: { } its }) => AreEqualNumbers(number, its),
        ({ BOOL: { } value }, { BOOL: { } its }) => value == its,
        ({ NULL: true }, { NULL: true }) => true,
        ({ B: { } bytes }, { B: { } its }) => bytes.ToArray().AsSpan().SequenceEqual(its.ToArray()),
        ({ IsMSet: true }, { IsMSet: true }) => AreEqual(one.M, other.M),
        ({ IsLSet: true }, { IsLSet: true }) => one.L.Count == other.L.Count && one.L.Zip(other.L, AreEqual).All(isEqual => isEqual),

        // Flag tables have no sets.
        _ => false,
    };

    // A decimal holds every version, but fewer digits than a JSON number may have; a double is the opposite.
    private static bool AreEqualNumbers(string one, string other) =>
        one == other
        || (double.TryParse(one, CultureInfo.InvariantCulture, out var value)
            && double.TryParse(other, CultureInfo.InvariantCulture, out var its)
            && value.Equals(its)
            && (!decimal.TryParse(one, NumberStyles.Float, CultureInfo.InvariantCulture, out var exact)
                || !decimal.TryParse(other, NumberStyles.Float, CultureInfo.InvariantCulture, out var itsExact)
                || exact == itsExact));
}
