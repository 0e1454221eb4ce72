using System.Net;
using Amazon.Runtime.Internal.Transform;

namespace Confd.Aws.Answers;

/// <summary>An answer whose body is here, whole: status and headers as they came.</summary>
internal sealed class CheckedAnswer(IWebResponseData answer, AnswerBody body) : IWebResponseData
{
    public long ContentLength => answer.ContentLength;

    public string ContentType => answer.ContentType;

    public HttpStatusCode StatusCode => answer.StatusCode;

    public bool IsSuccessStatusCode => answer.IsSuccessStatusCode;

    public IHttpResponseBody ResponseBody => body;

    public string[] GetHeaderNames() => answer.GetHeaderNames();

    public bool IsHeaderPresent(string headerName) => answer.IsHeaderPresent(headerName);

    public string GetHeaderValue(string headerName) => answer.GetHeaderValue(headerName);

    public bool IsEventHeaderPresent(string headerName) => answer.IsEventHeaderPresent(headerName);

    public Amazon.Runtime.EventStreams.IEventStreamHeader GetEventStreamHeader(string headerName) =>
        answer.GetEventStreamHeader(headerName);
}
