using System.Text;
using Confd.Flags.Service.Receiving;

namespace Confd.Flags.Service.Tests.Receiving;

/// <summary>Deliveries of events as an SDK makes them.</summary>
internal static class Deliveries
{
    public static ReceivedEvents Of(string body) => Of(Encoding.UTF8.GetBytes(body));

    public static ReceivedEvents Of(byte[] body) => new()
    {
        Environment = "test",
        Path = "/bulk",
        Kind = EventKind.Analytics,
        ReceivedAt = DateTimeOffset.UnixEpoch,
        Body = body,
        Schema = "4",
        PayloadId = "p1",
        Key = "sdk-1",
    };

    /// <summary>With everything that an SDK can say of itself.</summary>
    public static ReceivedEvents OfWrappedSdk() => new()
    {
        Environment = "test",
        Path = "/bulk",
        Kind = EventKind.Analytics,
        ReceivedAt = DateTimeOffset.UnixEpoch,
        Body = "[1]"u8.ToArray(),
        UserAgent = "NodeJSClient/9",
        Tags = "application-id/shop",
        Wrapper = "openfeature-node-server/1",
        InstanceId = "i-1",
    };
}
