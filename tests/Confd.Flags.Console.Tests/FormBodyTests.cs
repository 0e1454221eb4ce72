using System.Net;
using System.Net.Sockets;
using System.Text;
using Confd.Admission;

namespace Confd.Flags.Console.Tests;

/// <summary>How much of forms is read, of whom, and for how long.</summary>
public sealed class FormBodyTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    [Theory]
    [InlineData("/console/flag/preview?env=test&key=f", "")]
    [InlineData("/console/anything", "confd-console-0=forged")]
    public async Task Post_WithoutASession_IsRefusedBeforeItsBodyIsRead(string path, string cookie)
    {
        await using var console = await ServedConsole.StartAsync(TestFlags.One(TestFlags.Flag()), needsToken: true);
        using var eve = await BeginAsync(console, path, cookie, length: 1024 * 1024);

        (await ReadStatusAsync(eve)).ShouldBe("HTTP/1.1 403");
    }

    [Fact]
    public async Task Login_LargerThanATokenAndAnAddress_IsRefused()
    {
        await using var console = await ServedConsole.StartAsync(TestFlags.One(TestFlags.Flag()), needsToken: true);
        using var eve = await BeginAsync(console, "/console/login", "", length: 16 * 1024 + 1);

        (await ReadStatusAsync(eve)).ShouldBe("HTTP/1.1 413");
    }

    [Fact]
    public async Task Post_FieldWithNul_IsNotCalledTooLarge()
    {
        await using var console = await ServedConsole.StartAsync(TestFlags.One(TestFlags.Flag()));
        using var ann = await console.VisitFlagAsync("f");

        (await ann.SubmitAsync("name=\"change\" value=\"on\"", "keys", "a\0b")).ShouldBe(HttpStatusCode.BadRequest);
    }

    [Fact]
    public async Task Post_SlowBody_IsRefusedAfterHalfAMinute()
    {
        await using var console = await ServedConsole.StartAsync(TestFlags.One(TestFlags.Flag()), needsToken: true);
        using var eve = await BeginAsync(console, "/console/login", "", length: 100);
        await eve.SendAsync("token="u8.ToArray(), Cancellation);
        await console.Clock.WaitForTimersAsync(1, Cancellation);

        console.Clock.Advance(BodyBudget.Time);

        (await ReadStatusAsync(eve)).ShouldBe("HTTP/1.1 408");
    }

    [Fact]
    public async Task Post_LargeBodyWithoutFreeBudget_IsRefusedUntilThereIsSome()
    {
        await using var console = await ServedConsole.StartAsync(TestFlags.One(TestFlags.Flag()));
        using var ann = await console.VisitFlagAsync("f");
        console.BodyBudget.TryGrow(0, BodyBudget.MaxLargeBytes + BodyBudget.SmallBytes).ShouldBeTrue();

        (await ann.SubmitAsync("name=\"change\" value=\"on\"", "keys", new string('x', 4 * BodyBudget.SmallBytes)))
            .ShouldBe(HttpStatusCode.ServiceUnavailable);
        ann.Answer.Headers.RetryAfter.ShouldNotBeNull();

        await ann.GetAsync(ServedConsole.PathOf("flag", "f"));
        (await ann.SubmitAsync("name=\"change\" value=\"on\"")).ShouldBe(HttpStatusCode.OK, "small ones get through");
        console.BodyBudget.Release(BodyBudget.MaxLargeBytes + BodyBudget.SmallBytes);
        await ann.GetAsync(ServedConsole.PathOf("flag", "f"));
        (await ann.SubmitAsync("name=\"change\" value=\"on\"", "keys", new string('x', 4 * BodyBudget.SmallBytes)))
            .ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task Login_UnreadableBody_IsRefusedWithoutALogEntry()
    {
        await using var console = await ServedConsole.StartAsync(TestFlags.One(TestFlags.Flag()), needsToken: true);
        using var eve = await BeginAsync(console, "/console/login", "", length: null);
        await eve.SendAsync("ffffffffffffffff1\r\n"u8.ToArray(), Cancellation);

        (await ReadStatusAsync(eve)).ShouldBe("HTTP/1.1 400");
        console.Log.Lines.ShouldBeEmpty();
    }

    [Fact]
    public async Task Pages_NotReadByClients_ShareOneBudget()
    {
        const int Large = 8 * 1024 * 1024;
        await using var console = await ServedConsole.StartAsync(
            new() { ["f"] = TestFlags.Flag($",\"description\":\"{new string('x', Large)}\""), ["g"] = TestFlags.Flag(key: "g") });
        var unread = new List<Socket>();
        var status = "";
        while (status != "HTTP/1.1 503" && unread.Count < 2 * BodyBudget.MaxLargeBytes / Large)
        {
            var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { ReceiveBufferSize = 4096 };
            unread.Add(socket);
            await socket.ConnectAsync(IPEndPoint.Parse(console.Address.Authority), Cancellation);
            var request = $"GET {ServedConsole.PathOf("flag", "f")} HTTP/1.1\r\nHost: {console.Address.Authority}\r\n\r\n";
            await socket.SendAsync(Encoding.ASCII.GetBytes(request), Cancellation);
            status = await ReadStatusAsync(socket);
        }

        status.ShouldBe("HTTP/1.1 503");
        using var ann = console.ConsoleRequest();
        (await ann.GetAsync(ServedConsole.PathOf("flag", "f"))).ShouldBe(HttpStatusCode.ServiceUnavailable);
        ann.Answer.Headers.RetryAfter.ShouldNotBeNull();
        (await ann.GetAsync(ServedConsole.PathOf("flag", "g"))).ShouldBe(HttpStatusCode.OK, "small ones get through");
        unread.ForEach(socket => socket.Dispose());
    }

    // The headers of a form, of which nothing else comes yet.
    private static async Task<Socket> BeginAsync(ServedConsole console, string path, string cookie, int? length)
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        await socket.ConnectAsync(IPEndPoint.Parse(console.Address.Authority), Cancellation);
        var headers = $"""
            POST {path} HTTP/1.1
            Host: {console.Address.Authority}
            Origin: http://{console.Address.Authority}
            Content-Type: application/x-www-form-urlencoded
            {(length is null ? "Transfer-Encoding: chunked" : $"Content-Length: {length}")}
            Cookie: {cookie}


            """;
        await socket.SendAsync(Encoding.ASCII.GetBytes(headers.ReplaceLineEndings("\r\n")), Cancellation);
        return socket;
    }

    private static async Task<string> ReadStatusAsync(Socket socket)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        patience.CancelAfter(Patience);
        var start = new byte[12];
        await socket.ReceiveAsync(start, patience.Token);
        return Encoding.ASCII.GetString(start);
    }
}
