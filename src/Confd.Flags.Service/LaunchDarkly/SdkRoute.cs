using Confd.Flags.Service.Environments;
using Microsoft.AspNetCore.Http;

namespace Confd.Flags.Service.LaunchDarkly;

/// <summary>What a path requests, and the required credential.</summary>
/// <param name="Target">What it requests.</param>
/// <param name="Credential">The required kind of credential.</param>
/// <param name="Methods">The allowed methods.</param>
/// <param name="EnvironmentId">The environment's id in the path; null where a key names the environment.</param>
/// <param name="Argument">The context or key in the path, as the server unescapes paths; null where there is none.</param>
internal sealed record SdkRoute(
    SdkTarget Target, CredentialKind Credential, SdkMethods Methods, string? EnvironmentId = null, string? Argument = null)
{
    private const SdkMethods Get = SdkMethods.Get;
    private const SdkMethods Post = SdkMethods.Post;
    private const SdkMethods Report = SdkMethods.Report;
    private const string PictureSuffix = ".gif";

    /// <summary>True where the request has a context, in the path or as its body. Browsers whose <c>EventSource</c> has no REPORT request a
    /// stream without one, and so do the pings of mobile SDKs.</summary>
    public bool HasContext =>
        Target is SdkTarget.Evaluation or SdkTarget.Pings && (Argument is not null || Methods.HasFlag(Report));

    /// <summary>The methods as headers list them, such as <c>GET,OPTIONS</c>.</summary>
    public string MethodList => string.Concat(
        Methods.HasFlag(Get) ? "GET," : "", Methods.HasFlag(Post) ? "POST," : "", Methods.HasFlag(Report) ? "REPORT," : "", "OPTIONS");

    /// <summary>The route of a path; null if LaunchDarkly's SDKs have none like it.</summary>
    public static SdkRoute? Find(string path) => path.Split('/')[1..] switch
    {
        ["all"] => new(SdkTarget.Stream, CredentialKind.SdkKey, Get),
        ["flags"] => new(SdkTarget.FlagStream, CredentialKind.SdkKey, Get),
        ["bulk"] => new(SdkTarget.Events, CredentialKind.SdkKey, Post),
        ["diagnostic"] => new(SdkTarget.Diagnostics, CredentialKind.SdkKey, Post),
        ["sdk", .. var rest] => FindSdk(rest),
        ["msdk", "evalx", "contexts" or "users", var context] => Evaluation(CredentialKind.MobileKey, Get, null, context),
        ["msdk", "evalx", "context" or "user" or "contexts" or "users"] => Evaluation(CredentialKind.MobileKey, Report),
        ["msdk", "poll" or "stream", ..] => SecondGeneration,
        ["meval", var context] => Pings(CredentialKind.MobileKey, Get, null, context),
        ["meval"] => Pings(CredentialKind.MobileKey, Report),
        ["mping"] => Pings(CredentialKind.MobileKey, Get),
        ["mobile"] or ["mobile", "events"] or ["mobile", "events", "bulk"] => new(SdkTarget.Events, CredentialKind.MobileKey, Post),
        ["mobile", "events", "diagnostic"] => new(SdkTarget.Diagnostics, CredentialKind.MobileKey, Post),
        ["eval", var id, var context] => Pings(CredentialKind.EnvironmentId, Get, id, context),
        ["eval", var id] => Pings(CredentialKind.EnvironmentId, Report, id),
        ["ping", var id] => Pings(CredentialKind.EnvironmentId, Get, id),
        ["events", "bulk", var id] => new(SdkTarget.Events, CredentialKind.EnvironmentId, Post, id),
        ["events", "diagnostic", var id] => new(SdkTarget.Diagnostics, CredentialKind.EnvironmentId, Post, id),
        ["a", var picture] when picture.EndsWith(PictureSuffix, StringComparison.Ordinal) =>
            new(SdkTarget.Picture, CredentialKind.EnvironmentId, Get, picture[..^PictureSuffix.Length]),
        _ => null,
    };

    /// <summary>True for a method that the path allows.</summary>
    public bool Takes(string method) => (Methods & MethodOf(method)) != SdkMethods.None;

    private static SdkRoute SecondGeneration { get; } = new(SdkTarget.SecondGeneration, CredentialKind.SdkKey, Get | Post | Report);

    private static SdkRoute? FindSdk(string[] path) => path switch
    {
        ["latest-all"] => new(SdkTarget.Data, CredentialKind.SdkKey, Get),
        ["flags"] => new(SdkTarget.Flags, CredentialKind.SdkKey, Get),
        ["flags" or "latest-flags", _, ..] => new(SdkTarget.Flag, CredentialKind.SdkKey, Get, null, KeyIn(path)),
        ["segments" or "latest-segments", _, ..] => new(SdkTarget.Segment, CredentialKind.SdkKey, Get, null, KeyIn(path)),
        ["evalx", "contexts" or "users", var context] => Evaluation(CredentialKind.SdkKey, Get, null, context),
        ["evalx", "context" or "user" or "contexts" or "users"] => Evaluation(CredentialKind.SdkKey, Report),
        ["evalx", var id, "contexts" or "users", var context] => Evaluation(CredentialKind.EnvironmentId, Get, id, context),
        ["evalx", var id, "context" or "user" or "contexts" or "users"] => Evaluation(CredentialKind.EnvironmentId, Report, id),
        ["goals", var id] => new(SdkTarget.Goals, CredentialKind.EnvironmentId, Get, id),
        ["poll" or "stream", ..] => SecondGeneration,
        _ => null,
    };

    private static string KeyIn(string[] path) => string.Join('/', path[1..]);

    private static SdkRoute Evaluation(CredentialKind kind, SdkMethods methods, string? id = null, string? context = null) =>
        new(SdkTarget.Evaluation, kind, methods, id, context);

    private static SdkRoute Pings(CredentialKind kind, SdkMethods methods, string? id = null, string? context = null) =>
        new(SdkTarget.Pings, kind, methods, id, context);

    private static SdkMethods MethodOf(string method) =>
        HttpMethods.IsGet(method) || HttpMethods.IsHead(method) ? Get
        : HttpMethods.IsPost(method) ? Post
        : method.Equals("REPORT", StringComparison.OrdinalIgnoreCase) ? Report
        : SdkMethods.None;
}
