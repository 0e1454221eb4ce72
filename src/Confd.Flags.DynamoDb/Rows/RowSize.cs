using System.Text;
using Amazon.DynamoDBv2.Model;

namespace Confd.Flags.DynamoDb.Rows;

/// <summary>The size of a row as DynamoDB counts it: developer guide, "DynamoDB item sizes and formats".</summary>
internal static class RowSize
{
    // A list or map is 3 bytes and 1 for each element or pair.
    private const int ContainerBytes = 3;

    public static long Of(Dictionary<string, AttributeValue> row) => row.Sum(pair => Bytes(pair.Key) + Of(pair.Value));

    private static long Of(AttributeValue value) => value switch
    {
        { S: { } text } => Bytes(text),
        { N: { } number } => OfNumber(number),
        { B: { } binary } => binary.Length,
        { L: { } list } => ContainerBytes + list.Sum(element => 1 + Of(element)),
        { M: { } map } => ContainerBytes + map.Sum(pair => 1 + Bytes(pair.Key) + Of(pair.Value)),
        _ => 1,
    };

    // One byte for two digits and one more; a sign may take another one.
    private static long OfNumber(string number) => (number.Count(char.IsAsciiDigit) / 2) + (number.StartsWith('-') ? 3 : 2);

    private static long Bytes(string text) => Encoding.UTF8.GetByteCount(text);
}
