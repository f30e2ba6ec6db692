<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="zh_CN" sourcelanguage="en">
<context>
    <name>studio</name>
    <message>
        <location filename="../../../lance_studio/app.py"/>
        <source>Media</source>
        <translation>媒体</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/app.py"/>
        <source>Inspector</source>
        <translation>检查器</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/app.py"/>
        <source>Canvas</source>
        <translation>画布</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/app.py"/>
        <source>Welcome</source>
        <translation>欢迎</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/app.py"/>
        <source>Timeline</source>
        <translation>时间线</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/app.py"/>
        <source>Queue</source>
        <translation>队列</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/app.py"/>
        <source>Chat</source>
        <translation>对话</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/app.py"/>
        <source>History</source>
        <translation>历史</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/errors.py"/>
        <source>Cancelled.</source>
        <translation>已取消。</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/limits.py"/>
        <source>{whose} claims {claimed}; at most {most} are possible.</source>
        <translation>{whose}声称有 {claimed}，最多允许 {most}。</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/limits.py"/>
        <source>more than 10^{power}</source>
        <translation>超过 10^{power}</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/limits.py"/>
        <source>endlessly many</source>
        <translation>无穷多</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/limits.py"/>
        <source>samples a second</source>
        <translation>个采样/秒</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/limits.py"/>
        <source>sound channels</source>
        <translation>个声道</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/limits.py"/>
        <source>seconds</source>
        <translation>秒</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/limits.py"/>
        <source>frames</source>
        <translation>帧</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/limits.py"/>
        <source>tracks</source>
        <translation>条轨道</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/limits.py"/>
        <source>pixels</source>
        <translation>像素</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/limits.py"/>
        <source>pictures</source>
        <translation>张图片</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/limits.py"/>
        <source>bytes</source>
        <translation>字节</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/limits.py"/>
        <source>clips</source>
        <translation>个片段</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/limits.py"/>
        <source>markers</source>
        <translation>个标记</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/limits.py"/>
        <source>frames a second</source>
        <translation>帧/秒</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/limits.py"/>
        <source>characters</source>
        <translation>个字符</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/limits.py"/>
        <source>rows</source>
        <translation>行</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/limits.py"/>
        <source>inputs</source>
        <translation>个输入</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/limits.py"/>
        <source>variants</source>
        <translation>个变体</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/limits.py"/>
        <source>levels</source>
        <translation>层</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/limits.py"/>
        <source>words</source>
        <translation>个词</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/limits.py"/>
        <source>tensors</source>
        <translation>个张量</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/limits.py"/>
        <source>dimensions</source>
        <translation>维</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/memory_shortage.py"/>
        <source>There is too little memory to read {subject}.</source>
        <translation>内存不足，无法读取 {subject}。</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/memory_shortage.py"/>
        <source>Close other programs, or use a smaller file.</source>
        <translation>请关闭其他程序，或使用更小的文件。</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/regular_files.py"/>
        <source>Choose an ordinary file.</source>
        <translation>请选择普通文件。</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/regular_files.py"/>
        <source>a folder</source>
        <translation>文件夹</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/regular_files.py"/>
        <source>a pipe</source>
        <translation>管道</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/regular_files.py"/>
        <source>a socket</source>
        <translation>套接字</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/regular_files.py"/>
        <source>a device</source>
        <translation>设备</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/regular_files.py"/>
        <source>a link</source>
        <translation>链接</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/regular_files.py"/>
        <source>a file</source>
        <translation>文件</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/regular_files.py"/>
        <source>no file</source>
        <translation>不是文件</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/regular_files.py"/>
        <source>&apos;{shown}&apos; is no usable file name: it holds a character that no name may hold.</source>
        <translation>“{shown}”不是可用的文件名：其中含有不允许的字符。</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/regular_files.py"/>
        <source>Rename it.</source>
        <translation>请重命名。</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/regular_files.py"/>
        <source>&apos;{shown}&apos; does not exist.</source>
        <translation>“{shown}”不存在。</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/regular_files.py"/>
        <source>Check the path, or whether the file was moved.</source>
        <translation>请检查路径，以及文件是否已被移动。</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/regular_files.py"/>
        <source>&apos;{shown}&apos; may not be read.</source>
        <translation>没有读取“{shown}”的权限。</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/regular_files.py"/>
        <source>Change its permissions, or copy it elsewhere.</source>
        <translation>请更改其权限，或将它复制到别处。</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/regular_files.py"/>
        <source>The name &apos;{shown}&apos; is longer than this system allows.</source>
        <translation>名称“{shown}”超过了系统允许的长度。</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/regular_files.py"/>
        <source>Choose a shorter name.</source>
        <translation>请使用较短的名称。</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/regular_files.py"/>
        <source>&apos;{shown}&apos; is a link that is not followed.</source>
        <translation>“{shown}”是链接，不会跟随。</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/regular_files.py"/>
        <source>Choose the file that it leads to.</source>
        <translation>请选择它指向的文件。</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/regular_files.py"/>
        <source>&apos;{shown}&apos; is not an ordinary file.</source>
        <translation>“{shown}”不是普通文件。</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/regular_files.py"/>
        <source>There is too little memory to open &apos;{shown}&apos;.</source>
        <translation>内存不足，无法打开“{shown}”。</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/regular_files.py"/>
        <source>Close other programs, then try again.</source>
        <translation>请关闭其他程序后重试。</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/regular_files.py"/>
        <source>&apos;{shown}&apos; cannot be opened: {reason}.</source>
        <translation>无法打开“{shown}”：{reason}。</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/regular_files.py"/>
        <source>Check the path and the disk.</source>
        <translation>请检查路径和磁盘。</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/regular_files.py"/>
        <source>&apos;{shown}&apos; is {kind}, not an ordinary file.</source>
        <translation>“{shown}”是{kind}，不是普通文件。</translation>
    </message>
</context>
</TS>
