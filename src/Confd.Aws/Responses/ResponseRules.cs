namespace Confd.Aws.Responses;

/// <summary>The rules for responses of one service.</summary>
/// <param name="Service">The name for people: <c>DynamoDB</c>.</param>
/// <param name="MaxMegabytes">The maximum size of its responses, for the message about larger ones.</param>
/// <param name="FindFault">Checks a response before it is read.</param>
public sealed record ResponseRules(string Service, int MaxMegabytes, ResponseFault FindFault);
