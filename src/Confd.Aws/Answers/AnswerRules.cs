namespace Confd.Aws.Answers;

/// <summary>What the answers of one service are like.</summary>
/// <param name="Service">For people: <c>DynamoDB</c>.</param>
/// <param name="MostMegabytes">How large its answers are at most, for the message about larger ones.</param>
/// <param name="FindFault">Judges an answer before anything reads it.</param>
public sealed record AnswerRules(string Service, int MostMegabytes, AnswerFault FindFault);
