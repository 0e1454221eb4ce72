using System.Net;
using Amazon.Runtime.Internal.Transform;

namespace Confd.Aws.Responses;

/// <summary>A response whose body has been read completely, with the original status and headers.</summary>
internal sealed class CheckedResponse(IWebResponseData answer, BufferedResponseBody body) : IWebResponseData
{
    /// <summary>The checksum of the body, in decimal digits.</summary>
    public const string Crc32Header = "x-amz-crc32";

    public long ContentLength => answer.ContentLength;

    public string ContentType => answer.ContentType;

    public HttpStatusCode StatusCode => answer.StatusCode;

    public bool IsSuccessStatusCode => answer.IsSuccessStatusCode;

    public IHttpResponseBody ResponseBody => body;

    public string[] GetHeaderNames() => answer.GetHeaderNames();

    public bool IsHeaderPresent(string headerName) => !IsChecksum(headerName) && answer.IsHeaderPresent(headerName);

    public string GetHeaderValue(string headerName) => IsChecksum(headerName) ? "" : answer.GetHeaderValue(headerName);

    public bool IsEventHeaderPresent(string headerName) => answer.IsEventHeaderPresent(headerName);

    public Amazon.Runtime.EventStreams.IEventStreamHeader GetEventStreamHeader(string headerName) =>
        answer.GetEventStreamHeader(headerName);

    // The guard has verified it: the SDK need not compute it a second time.
    private static bool IsChecksum(string headerName) => headerName.Equals(Crc32Header, StringComparison.OrdinalIgnoreCase);
}
