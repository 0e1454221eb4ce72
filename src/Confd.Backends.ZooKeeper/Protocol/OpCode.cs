namespace Confd.Backends.ZooKeeper.Protocol;

/// <summary>The requests that confd sends, by their numbers in the protocol.</summary>
internal enum OpCode
{
    CloseSession = -11,
    Exists = 3,
    GetData = 4,
    Ping = 11,
    GetChildren2 = 12,
    Auth = 100,
}
