import { Module } from '@nestjs/common';
import { InvoiceService } from './handlers/invoice.service.js';
import { MailService } from './handlers/mail.service.js';
import { NotificationService } from './handlers/notification.service.js';
import { StockService } from './handlers/stock.service.js';
import { OrdersController } from './orders.controller.js';
import { OrdersService } from './orders.service.js';
import { CardPaymentService } from './payments/card-payment.service.js';
import { TransferPaymentService } from './payments/transfer-payment.service.js';

const handlers = [InvoiceService, StockService, MailService, NotificationService];
const payments = [CardPaymentService, TransferPaymentService];

@Module({
  controllers: [OrdersController],
  providers: [OrdersService, ...handlers, ...payments],
})
export class OrdersModule {}
