namespace Confd.Engine.Templates.Network;

/// <summary>A DNS SRV record (RFC 2782).</summary>
/// <param name="Target">Host name with a final dot.</param>
/// <param name="Port">Port of the service.</param>
/// <param name="Priority">Lower ones have to be tried first.</param>
/// <param name="Weight">Share among records of the same priority.</param>
internal sealed record ServiceRecord(string Target, ushort Port, ushort Priority, ushort Weight);
