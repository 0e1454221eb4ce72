using Amazon.Runtime;

namespace Confd.Aws.Answers;

/// <summary>What is wrong with an answer of status 200.</summary>
/// <param name="operation">The service's name of the operation, such as <c>Scan</c>.</param>
/// <param name="request">What was asked.</param>
/// <param name="body">The whole answer.</param>
/// <returns>The end of a sentence ("without Count"); empty: it is not JSON at all; null: nothing.</returns>
public delegate string? AnswerFault(string operation, AmazonWebServiceRequest? request, ReadOnlySpan<byte> body);
