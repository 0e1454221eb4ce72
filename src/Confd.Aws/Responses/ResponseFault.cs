using Amazon.Runtime;

namespace Confd.Aws.Responses;

/// <summary>Checks a response with status 200.</summary>
/// <param name="operation">The service's name of the operation, such as <c>Scan</c>.</param>
/// <param name="request">The request.</param>
/// <param name="body">The whole response.</param>
/// <returns>The problem as the end of a sentence ("without Count"); empty: it is not JSON at all; null: none.</returns>
public delegate string? ResponseFault(string operation, AmazonWebServiceRequest? request, ReadOnlySpan<byte> body);
