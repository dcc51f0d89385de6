# 组件陈列（仅演示环境）

design-title = 组件陈列
design-lead = 全部界面组件各一例，供核对与测试
design-name = 建设用地规划许可
design-note = 请在承诺期限内补交总平面图一份
design-act = 提交受理
design-problem = 建筑面积不能超过 10,000,000 平方米
