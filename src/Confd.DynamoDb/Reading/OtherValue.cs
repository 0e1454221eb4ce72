namespace Confd.DynamoDb.Reading;

/// <summary>A value that is not text.</summary>
/// <param name="Type">DynamoDB's type: <c>N</c>, <c>BOOL</c>, <c>L</c> and so on; null where the image of a stream names none.</param>
/// <param name="Scalar">The digits of a number, <c>true</c> or <c>false</c> of a boolean; null for every other type.</param>
public sealed record OtherValue(string? Type, string? Scalar);
