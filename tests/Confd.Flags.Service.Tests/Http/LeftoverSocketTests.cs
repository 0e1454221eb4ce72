using System.Net.Sockets;
using Confd.Flags.Service.Http;
using Confd.TestSupport;

namespace Confd.Flags.Service.Tests.Http;

public sealed class LeftoverSocketTests : IDisposable
{
    private readonly TempDirectory _folder = new();

    private string SocketPath => _folder["s"];

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Remove_NothingThere_DoesNothing() => LeftoverSocket.Remove(SocketPath);

    [Fact]
    public void Remove_UnusedSocket_IsDeleted()
    {
        // Disposing it would take the file away.
        using var left = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        left.Bind(new UnixDomainSocketEndPoint(SocketPath));
        File.Exists(SocketPath).ShouldBeTrue();

        LeftoverSocket.Remove(SocketPath);

        File.Exists(SocketPath).ShouldBeFalse();
    }

    [Fact]
    public void Remove_SocketOfARunningProcess_Stays()
    {
        using var living = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        living.Bind(new UnixDomainSocketEndPoint(SocketPath));
        living.Listen();

        LeftoverSocket.Remove(SocketPath);

        File.Exists(SocketPath).ShouldBeTrue();
    }

    [Theory]
    [InlineData("text")]
    [InlineData("")]
    public void Remove_RegularFile_Stays(string text)
    {
        _folder.Write("s", text);

        LeftoverSocket.Remove(SocketPath);

        File.Exists(SocketPath).ShouldBeTrue();
    }
}
