namespace Confd.Aws.Answers;

/// <summary>The rules for responses of one service.</summary>
/// <param name="Service">The name for people: <c>DynamoDB</c>.</param>
/// <param name="MostMegabytes">The maximum size of its responses, for the message about larger ones.</param>
/// <param name="FindFault">Checks a response before it is read.</param>
public sealed record AnswerRules(string Service, int MostMegabytes, AnswerFault FindFault);
